namespace NextAuth.EndToEnd.Tests.Contract;

/// <summary>What holds for every operation when all is well: method, path, status, headers, schema.</summary>
public sealed class OperationTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    public static TheoryData<string> Names => Operations.Where(_ => true);

    public static TheoryData<string> NamesWithBody => Operations.Where(operation => operation.Body.Length > 0);

    public static TheoryData<string> NamesWithOptionalBody => Operations.Where(operation => operation.Body is "context" or "footer" or "server");

    [Theory]
    [MemberData(nameof(Names))]
    public Task It_answers_what_is_published(string name) => AnswersAsync(name, path => path.TrimEnd('/'), Uri.EscapeDataString);

    [Theory]
    [MemberData(nameof(Names))]
    public Task A_slash_at_the_end_changes_nothing(string name) => AnswersAsync(name, path => path.TrimEnd('/') + "/", Uri.EscapeDataString);

    [Theory]
    [MemberData(nameof(Names))]
    public Task Ids_and_names_are_understood_with_every_character_escaped(string name) =>
        AnswersAsync(name, path => path, id => string.Concat(System.Text.Encoding.UTF8.GetBytes(id).Select(one => $"%{one:x2}")));

    [Theory]
    [MemberData(nameof(NamesWithBody))]
    public async Task Unknown_members_and_the_type_of_a_body_are_not_looked_at(string name)
    {
        var operation = Operations.Get(name);
        foreach (var type in (string[])["text/plain", "application/x-www-form-urlencoded", "application/json; charset=utf-8"])
        {
            await using var stage = await Stage.PrepareAsync(fixture, operation);
            var body = operation.Body is "attributes" or "rights" ? stage.Body! : stage.Body![..^1] + ""","unheard":{"of":[null,1.5e3,true]}}""";

            stage.Check(await stage.CallAsync(fixture.Root, stage.Path(Uri.EscapeDataString) + stage.Query(), body, type));
        }
    }

    [Theory]
    [MemberData(nameof(NamesWithOptionalBody))]
    public async Task No_body_null_and_an_empty_object_are_the_same(string name)
    {
        var operation = Operations.Get(name);
        foreach (var body in (string?[])[null, "", "null", " null ", "{}"])
        {
            await using var stage = await Stage.PrepareAsync(fixture, operation);
            stage.Check(await stage.CallAsync(fixture.Root, stage.Path(Uri.EscapeDataString), body));
        }
    }

    private async Task AnswersAsync(string name, Func<string, string> end, Func<string, string> spell)
    {
        var operation = Operations.Get(name);
        await using var stage = await Stage.PrepareAsync(fixture, operation);
        stage.Check(await stage.CallAsync(fixture.Root, end(stage.Path(spell)) + stage.Query(), stage.Body));
    }
}

namespace NextAuth.EndToEnd.Tests.Contract;

/// <summary>Each operation is refused with each right that is not enough, and done with each that is: by the role's own key, and by another that acts as the role.</summary>
public sealed class RightsTests(RightsFixture fixture) : IClassFixture<RightsFixture>
{
    public static TheoryData<string> Names => Operations.Where(_ => true);

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_right_that_is_enough_is_enough_and_no_other_is(string name)
    {
        var operation = Operations.Get(name);
        foreach (var (place, right, caller, role) in fixture.Keys)
        {
            var enough = operation.ForEveryRole || (operation.IsEnough(right) && place switch
            {
                Place.Here => !operation.GloballyOnly,
                Place.Everywhere => true,
                _ => false,
            });
            var impersonator = IsForRootAlone(place, right) ? fixture.Here.Root : fixture.Setrid;
            foreach (var by in (Caller[])[caller, impersonator with { ActingAs = role }])
            {
                var which = $"{name} with {right} {place}, {(by.ActingAs is null ? "by its own key" : "by X-su")}";
                await (enough ? DoneAsync(operation, by, place is Place.Here ? (role, right) : null, which) : RefusedAsync(operation, by, which));
            }
        }
    }

    // Otherwise setrid would be as good as root.
    [Fact]
    public async Task Who_may_only_act_as_others_may_not_act_as_those_who_may_do_everything()
    {
        foreach (var (_, _, _, role) in fixture.Keys.Where(key => IsForRootAlone(key.Place, key.Right)))
        {
            (await (fixture.Setrid with { ActingAs = role }).SendAsync("GET", "/servers/")).IsProblem(403, "impersonation-forbidden");
        }
    }

    private static bool IsForRootAlone(Place place, string right) => place is Place.Everywhere && right is "root" or "setrid";

    private async Task RefusedAsync(Operation operation, Caller caller, string which)
    {
        await using var guard = await Stage.GuardAsync(fixture.Here, operation);
        var answer = await caller.SendAsync(operation.Method, operation.PathOfNothing(fixture.Here.Server.Path) + Stage.QueryOf(operation, "ada"), operation.OfSession ? "n" : null);
        Assert.True(answer.Cause == "missing-right", $"{which}: {answer.Status} {answer.Text}");
        answer.IsProblem(403, "missing-right");
    }

    private async Task DoneAsync(Operation operation, Caller caller, (string Role, string Right)? local, string which)
    {
        await using var stage = await Stage.PrepareAsync(fixture.Here, operation, caller);
        if (local is var (role, right) && stage.Server != fixture.Here.Server)
        {
            // What ends a server needs one of its own, and the right there.
            (await fixture.Here.Root.PostAsync($"{stage.Server.Path}/permissions/{role}", new[] { right })).IsEmpty();
        }

        var answer = await stage.CallAsync(caller);
        Assert.True(answer.Status == 200, $"{which}: {answer.Status} {answer.Text}");
        stage.Check(answer);
    }
}

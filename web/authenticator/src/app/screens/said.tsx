import type { Said } from '../../client/api.ts';
import { useApp } from '../context.ts';
import { displayText } from '../display-text.ts';
import { logoUrl } from '../logo.ts';
import { Outside, Picture } from '../ui/outside.tsx';
import { Fact, Facts } from '../ui/parts.tsx';
import { summarise } from '../user-agent.ts';

/** What the site says of a login. Apart from what is known: it may call things by the same names. */
export function Says({ said }: { said: Said }) {
  const { t } = useApp();
  const hasFacts = said.ip !== undefined || said.useragent !== undefined || Object.keys(said.info).length > 0;
  if (!hasFacts && !logoUrl(said.logo)) return null;
  return (
    <section class="says" data-testid="says">
      <h2>{t('login.says')}</h2>
      <Picture base64={said.logo} />
      {hasFacts && <SaidFacts said={said} />}
    </section>
  );
}

export const SaidFacts = ({ said: { info, ip, useragent } }: { said: Said }) => (
  <Facts>
    {useragent && <Browser useragent={useragent} />}
    {ip && <Where ip={ip} />}
    {Object.entries(info).map(([name, value]) => (
      <Fact key={name} name={displayText(name, 60).text} isOutside>
        <Outside text={value} />
      </Fact>
    ))}
  </Facts>
);

// A site behind a proxy, or on one's own computer, hands on an address that is the same for everybody. It must not pass for a place.
export function Where({ ip }: { ip: string | undefined }) {
  const { t } = useApp();
  return (
    <Fact name={t('login.where')}>
      {ip ? <Outside text={ip} /> : t('login.notTold')}
      {(ip === '127.0.0.1' || ip === '::1') && ` (${t('login.here')})`}
    </Fact>
  );
}

export function Browser({ useragent }: { useragent: string | undefined }) {
  const { t } = useApp();
  const { browser, system } = summarise(useragent);
  const text = browser && system ? t('login.agent', { browser, system }) : (browser ?? (system ? t('login.systemOnly', { system }) : t('login.agentUnknown')));
  return (
    <Fact name={t('login.browser')}>
      {useragent ? text : t('login.notTold')}
      {useragent && (
        <details>
          <summary>{t('login.raw')}</summary>
          <Outside text={useragent} max={300} />
        </details>
      )}
    </Fact>
  );
}

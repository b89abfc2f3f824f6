import type { ServerInfo } from '../../client/api.ts';
import { Logo, Outside } from '../ui/outside.tsx';

/** Who asks: proven to be that server, with the name it gives itself. */
export const Site = ({ server }: { server: ServerInfo }) => (
  <div class="site">
    <Logo logo={server.logo} name={server.serverName} />
    <p data-testid="site">
      <strong>
        <Outside text={server.serverName} max={60} />
      </strong>
      {server.siteurl && (
        <span class="address">
          <Outside text={server.siteurl} max={80} />
        </span>
      )}
    </p>
  </div>
);

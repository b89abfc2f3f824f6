import { openPhone } from '../client/phone.ts';
import { start } from './start.tsx';
import { summarise } from './user-agent.ts';
import { version } from './version.ts';
import './app.css';

const { browser = 'Browser', system } = summarise(navigator.userAgent);

void start(() => openPhone({ clientVersion: `nextAuth web ${version}`, device: system ? `${browser} (${system})` : browser }));

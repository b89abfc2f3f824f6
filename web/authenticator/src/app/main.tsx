import { openPhone } from '../client/phone.ts';
import { start } from './start.tsx';
import './app.css';

void start(openPhone);

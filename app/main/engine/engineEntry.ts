import { serveChild } from '../processes/serveChild.ts';
import { engine } from './engine.ts';

serveChild(engine);

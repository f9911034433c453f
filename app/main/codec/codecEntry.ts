import { serveChild } from '../processes/serveChild.ts';
import { codec } from './codec.ts';

serveChild(codec);

import { openFloor } from './floor.js';
import { runRival } from './rival.js';

await runRival((task) => openFloor(task, false));

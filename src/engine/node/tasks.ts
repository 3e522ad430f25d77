/** What the threads of the pool do; each is called by its name (see engine.ts). */
import * as finish from './finishTasks.js';
import * as open from './openFile.js';
import * as scan from './scanRange.js';
import { asTask } from './taskResult.js';

export const openFile = asTask(open.openFile);
export const scanRange = asTask(scan.scanRange);
export const mergeRanges = asTask(finish.mergeRanges);
export const finishPart = asTask(finish.finishPart);
export const copyPart = asTask(finish.copyPart);

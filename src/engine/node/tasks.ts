/** What the threads of the pool do; each is called by its name (see engine.ts). */
import * as begin from './beginPass.js';
import * as finish from './finishTasks.js';
import * as merge from './mergeRuns.js';
import * as open from './openFile.js';
import * as scan from './scanRange.js';
import * as store from './storeRun.js';
import { asTask } from './taskResult.js';

export const openFile = asTask(open.openFile);
export const beginPass = asTask(begin.beginPass);
export const scanRange = asTask(scan.scanRange);
export const mergeRanges = asTask(finish.mergeRanges);
export const finishParts = asTask(finish.finishParts);
export const factsRoom = asTask(finish.factsRoom);
export const takeTables = asTask(finish.takeTables);
export const copyPart = asTask(finish.copyPart);
export const storeRun = asTask(store.storeRun);
export const mergeRuns = asTask(merge.mergeRuns);

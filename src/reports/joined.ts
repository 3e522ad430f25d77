import { ARTIFACT_KINDS } from '../domain/report.js';
import type { MadeFiles } from './judgedFiles.js';

/** What threads have made side by side, as if one had made it: artefacts in the order of their kinds. */
export function joined<T extends MadeFiles>(made: T, ...beside: MadeFiles[]): T {
  const all = [made, ...beside];
  return {
    ...made,
    artifacts: all
      .flatMap(({ artifacts }) => artifacts)
      .sort((a, b) => ARTIFACT_KINDS.indexOf(a.kind) - ARTIFACT_KINDS.indexOf(b.kind)),
    timings: {
      classifyMs: Math.max(...all.map(({ timings }) => timings.classifyMs)),
      reportMs: Math.max(...all.map(({ timings }) => timings.reportMs)),
      artifacts: Object.assign({}, ...all.map(({ timings }) => timings.artifacts)),
    },
  };
}

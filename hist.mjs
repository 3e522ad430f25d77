import { Engine } from './dist/src/engine/node/engine.js';
import { openFacts } from './dist/src/domain/factsFile.js';
import { DEFAULT_LIMITS } from './dist/src/domain/options.js';
const engine = new Engine({ threads: 1, build:'simd' });
const scan = await engine.scan({ path: '/tmp/eng-1m.csv', sha256: 'x'.repeat(64), options: {}, workDir: '/tmp', threads: 1, blockBytes: 262144, limits: DEFAULT_LIMITS, utcOffsetMinutes: -180 });
const f = openFacts(scan.factsBuffer); const h={};
for(let k=0;k<f.caseCount;k++){const n=f.chronologyStarts[k+1]-f.chronologyStarts[k]; const b=Math.ceil(Math.log2(n+1)); h[b]??=[0,0]; h[b][0]++; h[b][1]+=n;}
for(const b in h) console.log('<2^'+b,h[b]);
await engine.close();

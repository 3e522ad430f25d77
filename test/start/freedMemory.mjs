// Lets go of 20 MiB and asks for as many, and says how many pages the system had to give for the second time.
// The argument is the address of the module that has memory kept; without one it is not.
import { setTimeout } from 'node:timers/promises';

const BYTES = 20 * 1024 ** 2;

const pages = () => process.resourceUsage().minorPageFault;

async function freed(use) {
  use();
  gc();
  await setTimeout(50);
}

const [, , module] = process.argv;
if (module) await freed((await import(module)).keepFreedMemory);
await freed(() => Buffer.allocUnsafeSlow(BYTES).fill(1));
const before = pages();
Buffer.allocUnsafeSlow(BYTES).fill(1);
console.log(pages() - before);

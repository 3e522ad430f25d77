import { ARENA, Control, control } from './layout';

/**
 * Gives out memory that is never taken back: an analysis ends with its memory. Safe from any thread.
 * Contents are not defined: the memory may have served an analysis before.
 * Over the limit it sets Control.outOfMemory and traps, which the caller turns into a coded error.
 */
export function alloc(bytes: u32): u32 {
  const size = (u64(bytes) + 63) & ~63;
  const bump = changetype<usize>(control()) + offsetof<Control>('bump');
  while (true) {
    const at = atomic.load<u32>(bump);
    const end = u64(at) + size;
    if (end > control().limit || !provide(end)) {
      control().outOfMemory = 1;
      unreachable();
    }
    if (atomic.cmpxchg<u32>(bump, at, u32(end)) == at) return at;
  }
}

/** Makes the memory reach `end`. Growing in steps keeps the number of system calls low; two threads may both grow. */
function provide(end: u64): bool {
  const pages = i32((end + 0xffff) >> 16);
  let have = memory.size();
  while (have < pages) {
    const missing = pages - have;
    if (memory.grow(max(missing, 64)) < 0 && memory.grow(missing) < 0 && memory.size() < pages) return false;
    have = memory.size();
  }
  return true;
}

export function allocZeroed(bytes: u32): u32 {
  const at = alloc(bytes);
  memory.fill(at, 0, bytes);
  return at;
}

/** Forgets everything that was given out. */
export function resetMemory(limit: u32): void {
  memory.fill(changetype<usize>(control()), 0, offsetof<Control>());
  control().bump = u32(ARENA);
  control().limit = limit;
  control().shareSpan = u32.MAX_VALUE;
}

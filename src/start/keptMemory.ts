/** Just under 32 MiB, beyond which glibc learns nothing from a block. */
const LESSON_BYTES = 31 * 1024 ** 2;

/**
 * Has the C library keep what is freed. By default glibc hands memory back to the system as soon as 128 KiB at the end
 * of its heap are free: an upload's buffers of 64 KiB may then be given back and asked for again each, which doubles
 * what it costs to receive a file. From the first large block that is freed glibc learns to hold on to twice as much,
 * so one is asked for and let go of here; none of it is ever touched. Other C libraries are not moved by it.
 *
 * @see https://sourceware.org/glibc/manual/latest/html_node/Malloc-Tunable-Parameters.html
 */
export function keepFreedMemory(): void {
  Buffer.allocUnsafeSlow(LESSON_BYTES);
}

/** Something that is asked for at each scrape and dear to find out: kept for a while, and never waited for too long. */
export class Reading<T> {
  #last: { value: T | null; at: number } | null = null;
  #underWay: Promise<T | null> | null = null;

  /**
   * @param keptMs     a reading is given again for so long, and a failure is not tried again
   * @param patienceMs the longest wait for one
   */
  constructor(
    private readonly ask: () => Promise<T>,
    private readonly keptMs: number,
    private readonly patienceMs: number,
  ) {}

  /** Null when it cannot be found out now. */
  async now(): Promise<T | null> {
    if (this.#last && performance.now() - this.#last.at < this.keptMs) return this.#last.value;
    // One question at a time, however many scrapes come while it is not answered.
    this.#underWay ??= this.#askNow();
    let timer: NodeJS.Timeout | undefined;
    const impatience = new Promise<null>((resolve) => {
      timer = setTimeout(resolve, this.patienceMs, null);
    });
    try {
      return await Promise.race([this.#underWay, impatience]);
    } finally {
      clearTimeout(timer);
    }
  }

  async #askNow(): Promise<T | null> {
    const value = await this.ask().catch(() => null);
    this.#last = { value, at: performance.now() };
    this.#underWay = null;
    return value;
  }
}

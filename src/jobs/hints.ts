/**
 * Hints that something may have changed. They carry nothing: who gets one reads the database again, so that hints
 * may come twice, late or not at all, and many that come at once are one.
 */
export class Hints {
  private readonly subscriptions = new Map<string, Set<Subscription>>();
  private closed = false;
  private pass: ((topic: string) => void) | null = null;

  /** Hints from here are passed on, to those who wait in other processes; null: to nobody. */
  passOnTo(pass: ((topic: string) => void) | null): void {
    this.pass = pass;
  }

  publish(topic: string): void {
    this.hear(topic);
    this.pass?.(topic);
  }

  /** Takes a hint from another process. */
  hear(topic: string): void {
    for (const subscription of this.subscriptions.get(topic) ?? []) subscription.wake();
  }

  subscribe(topic: string): Subscription {
    const subscribers = this.subscriptions.get(topic) ?? new Set();
    this.subscriptions.set(topic, subscribers);
    const subscription = new Subscription(() => {
      subscribers.delete(subscription);
      if (subscribers.size === 0) this.subscriptions.delete(topic);
    });
    subscribers.add(subscription);
    if (this.closed) subscription.close();
    return subscription;
  }

  /** Ends all subscriptions, and those to come. */
  close(): void {
    this.closed = true;
    for (const subscribers of [...this.subscriptions.values()]) {
      for (const subscription of [...subscribers]) subscription.close();
    }
  }
}

/** One who waits for hints on a topic. */
export class Subscription {
  private hinted = false;
  private wakeUp: (() => void) | null = null;
  isClosed = false;

  constructor(private readonly onClose: () => void) {}

  /** Resolves at the first hint since the last call, after so many milliseconds without one, or at the close. */
  async next(timeoutMs: number): Promise<void> {
    if (!this.hinted && !this.isClosed) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, timeoutMs);
        this.wakeUp = () => {
          clearTimeout(timer);
          resolve();
        };
      });
      this.wakeUp = null;
    }
    this.hinted = false;
  }

  wake(): void {
    this.hinted = true;
    this.wakeUp?.();
  }

  close(): void {
    this.isClosed = true;
    this.wakeUp?.();
    this.onClose();
  }
}

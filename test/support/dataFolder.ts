import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach } from 'vitest';
import { Service, type ServiceOptions } from './service.js';

/** A data directory for each test of a file, and the services that are started in it one after another. */
export class DataFolder {
  #folder = '';
  #started: Service[] = [];

  constructor() {
    beforeEach(() => {
      this.#folder = mkdtempSync(join(tmpdir(), 'data-folder-'));
      this.#started = [];
    });
    afterEach(() => this.#clear());
  }

  get path(): string {
    return join(this.#folder, 'data');
  }

  async start(options: Omit<ServiceOptions, 'dataDir'> = {}): Promise<Service> {
    return this.#kept(await Service.start({ ...options, dataDir: this.path }));
  }

  /** Without waiting for anything. */
  async launch(options: Omit<ServiceOptions, 'dataDir'> = {}): Promise<Service> {
    return this.#kept(await Service.launch({ ...options, dataDir: this.path }));
  }

  #kept(service: Service): Service {
    this.#started.push(service);
    return service;
  }

  async #clear(): Promise<void> {
    for (const service of this.#started) await service.stop('SIGKILL');
    // The PostgreSQL of a service that a failed test left running is stopped by the next one.
    if (existsSync(join(this.path, 'postgres/postmaster.pid'))) {
      await (await Service.start({ dataDir: this.path })).stop();
    }
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

import { type Place, SYSTEM_PLACE } from '../program.js';
import { TestS3 } from '../s3.js';
import { Databases } from './databases.js';

/** What the processes of a service share, as docker-compose.yml has it: databases, and an S3 server for the files. */
export class Backends {
  private constructor(
    readonly databases: Databases,
    readonly s3: TestS3,
  ) {}

  static async start(place: Place = SYSTEM_PLACE): Promise<Backends> {
    const databases = await Databases.start(place);
    try {
      return new Backends(databases, await TestS3.start(undefined, place.parent));
    } catch (error) {
      await databases.stop();
      throw error;
    }
  }

  /** The variables by which a process finds them. */
  environment(): Record<string, string> {
    return { ...this.databases.environment(), ...this.s3.environment() };
  }

  async stop(): Promise<void> {
    await Promise.all([this.databases.stop(), this.s3.stop()]);
  }
}

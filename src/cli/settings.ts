import { type AnalysisLimits, DEFAULT_LIMITS, DEFAULT_UTC_OFFSET_MINUTES } from '../domain/options.js';

/** What the environment says about every analysis. */
export interface AnalysisSettings {
  limits: AnalysisLimits;
  /** Zone of times that carry none, in minutes from UTC. */
  utcOffsetMinutes: number;
  /** Bytes read at a time. */
  blockBytes: number;
  /** Bytes for the analysis of a file. */
  memoryLimit?: number;
}

/** The default of ENGINE_BLOCK_BYTES. */
const BLOCK_BYTES = 256 * 1024;

/** How the names of the variables that the engine knows begin. */
const ENGINE_VARIABLES = /^(ENGINE|MAX|FIELD|UTC)_/;

/**
 * The settings of the environment. The configuration is loaded only where it may say something: checking it takes as
 * long as a small file.
 * @param memoryLimit wins over that of the environment
 * @throws CodedError BAD_CONFIGURATION
 */
export async function analysisSettings(
  environment: NodeJS.ProcessEnv,
  memoryLimit?: number,
): Promise<AnalysisSettings> {
  if (!Object.keys(environment).some((name) => ENGINE_VARIABLES.test(name))) {
    return {
      limits: DEFAULT_LIMITS,
      utcOffsetMinutes: DEFAULT_UTC_OFFSET_MINUTES,
      blockBytes: BLOCK_BYTES,
      memoryLimit,
    };
  }
  const { loadConfig } = await import('../config.js');
  const { limits, utcOffsetMinutes, engine } = loadConfig(environment);
  return {
    limits,
    utcOffsetMinutes,
    blockBytes: engine.blockBytes,
    memoryLimit: memoryLimit ?? engine.memoryLimit,
  };
}

import { describe, expect, it } from 'vitest';
import { analysisSettings } from '../../src/cli/settings.js';
import { ENVIRONMENT, loadConfig } from '../../src/config.js';

function configured(environment: NodeJS.ProcessEnv) {
  const { limits, utcOffsetMinutes, engine } = loadConfig(environment);
  return { limits, utcOffsetMinutes, blockBytes: engine.blockBytes, memoryLimit: engine.memoryLimit };
}

describe('the settings of a command', () => {
  it('are those of the configuration where the environment says nothing', async () => {
    expect(await analysisSettings({ PATH: '/bin' })).toEqual(configured({}));
  });

  it.each([
    ['MAX_UNPACKED_BYTES', '5'],
    ['MAX_UNPACK_RATIO', '7'],
    ['MAX_COLUMNS', '20'],
    ['FIELD_LIMIT', '300'],
    ['ENGINE_BLOCK_BYTES', '4096'],
    ['ENGINE_MEMORY_LIMIT', '512M'],
    ['UTC_OFFSET', '+05:30'],
  ])('heed %s', async (name, value) => {
    expect(ENVIRONMENT.shape).toHaveProperty(name);
    const settings = await analysisSettings({ [name]: value });
    expect(settings).toEqual(configured({ [name]: value }));
    expect(settings).not.toEqual(configured({}));
  });

  it('let a flag win over ENGINE_MEMORY_LIMIT', async () => {
    expect(await analysisSettings({ ENGINE_MEMORY_LIMIT: '1G' }, 5)).toMatchObject({ memoryLimit: 5 });
    expect(await analysisSettings({}, 5)).toMatchObject({ memoryLimit: 5 });
    expect(await analysisSettings({ ENGINE_MEMORY_LIMIT: '1G' })).toMatchObject({ memoryLimit: 1024 ** 3 });
  });

  it('say what is wrong with a variable', async () => {
    await expect(analysisSettings({ FIELD_LIMIT: 'long' })).rejects.toMatchObject({
      code: 'BAD_CONFIGURATION',
      message: expect.stringContaining('FIELD_LIMIT'),
    });
  });
});

import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { PROJECT_ROOT } from '../../src/paths.js';
import { manifests, STOP_SECONDS, type Tree, unknownVariables } from './documents.js';

const FOLDER = 'deploy/kubernetes';
const require = createRequire(import.meta.url);

interface Manifest extends Tree {
  apiVersion: string;
  kind: string;
  metadata: { name: string };
}
interface Container {
  env: { name: string; value: string }[];
  securityContext: Tree;
  resources: { requests: Tree; limits: Tree };
  [probe: `${string}Probe`]: { httpGet: { path: string; port: string } };
  ports: { name: string }[];
}
interface Deployment extends Manifest {
  spec: {
    selector: { matchLabels: Record<string, string> };
    template: {
      metadata: { labels: Record<string, string> };
      spec: { containers: Container[]; terminationGracePeriodSeconds: number; securityContext: Tree };
    };
  };
}

const files = readdirSync(join(PROJECT_ROOT, FOLDER), { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.yaml'))
  .map((path) => join(FOLDER, path));
const kustomizations = files.filter((path) => path.endsWith('kustomization.yaml'));
const all = files
  .filter((path) => !kustomizations.includes(path))
  .flatMap((path) => manifests(path) as Manifest[]);
const label = ({ kind, metadata }: Manifest) => `${kind} ${metadata.name}`;
const deployments = all.filter(({ kind }) => kind === 'Deployment') as Deployment[];
const byName = deployments.map((one) => [one.metadata.name, one] as const);

/** @throws when Kubernetes would refuse it */
function validate(manifest: Manifest): void {
  const models = require(`kubernetes-models/${manifest.apiVersion}`) as Record<
    string,
    new (
      data: Tree,
    ) => { validate(): void }
  >;
  new models[manifest.kind](manifest).validate();
}

describe('the manifests', () => {
  test.each(all.filter(({ kind }) => kind !== 'ScaledObject').map((one) => [label(one), one] as const))(
    '%s is one by the schema of Kubernetes',
    (_label, manifest) => expect(() => validate(manifest)).not.toThrow(),
  );

  test('of a wrong type are refused by that schema', () => {
    const [broken] = structuredClone(deployments);
    Object.assign(broken.spec, { replicas: 'two' });
    expect(() => validate(broken)).toThrow('replicas');
  });

  test.each(kustomizations)('%s names files that exist, and every file of its folder', (path) => {
    const [{ resources = [], components = [] }] = manifests(path) as {
      resources?: string[];
      components?: string[];
    }[];
    const folder = dirname(path);
    for (const one of [...resources, ...components]) {
      expect(existsSync(join(PROJECT_ROOT, folder, one)), one).toBe(true);
    }
    const beside = files.filter((file) => dirname(file) === folder && file !== path);
    expect(resources.filter((one) => one.endsWith('.yaml')).sort()).toEqual(
      beside.map((file) => file.slice(folder.length + 1)).sort(),
    );
  });

  test.each(byName)('%s: labels, probes, rights, resources', (_name, { spec }) => {
    expect(spec.template.metadata.labels).toMatchObject(spec.selector.matchLabels);
    const [container] = spec.template.spec.containers;
    const ports = container.ports.map(({ name }) => name);
    for (const [probe, path] of [
      ['startupProbe', '/health/live'],
      ['livenessProbe', '/health/live'],
      ['readinessProbe', '/health/ready'],
    ] as const) {
      expect(container[probe].httpGet.path).toBe(path);
      expect(ports).toContain(container[probe].httpGet.port);
    }
    expect(spec.template.spec.securityContext).toMatchObject({ runAsNonRoot: true, runAsUser: 1000 });
    expect(container.securityContext).toEqual({
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ['ALL'] },
    });
    expect(container.resources.requests).toMatchObject({ cpu: expect.anything(), memory: expect.anything() });
    expect(container.resources.limits).toHaveProperty('memory');
  });

  test.each(byName)('%s: variables that the service reads, and time enough to stop', (_name, { spec }) => {
    const [{ env }] = spec.template.spec.containers;
    expect(unknownVariables(env.map(({ name }) => name))).toEqual([]);
    const drain = Number(env.find(({ name }) => name === 'DRAIN_SECONDS')?.value ?? 0);
    expect(spec.template.spec.terminationGracePeriodSeconds).toBeGreaterThanOrEqual(drain + STOP_SECONDS + 5);
  });

  test.each(
    all
      .filter(({ kind }) => kind === 'ConfigMap' || kind === 'Secret')
      .map((one) => [label(one), one] as const),
  )('%s has variables that the service reads', (_label, { data, stringData }) => {
    const names = Object.keys((data ?? stringData) as Tree);
    expect(names.length).toBeGreaterThan(3);
    expect(unknownVariables(names)).toEqual([]);
  });

  test('select pods and scale deployments that exist', () => {
    const pods = deployments.map(({ spec }) => spec.template.metadata.labels);
    type Selecting = Manifest & { spec: { selector: Tree & { matchLabels?: Tree } } };
    for (const { spec } of all.filter(({ kind }) =>
      ['Service', 'PodDisruptionBudget'].includes(kind),
    ) as Selecting[]) {
      expect(pods).toContainEqual(expect.objectContaining(spec.selector.matchLabels ?? spec.selector));
    }
    type Scaling = Manifest & { spec: { scaleTargetRef: { kind: string; name: string } } };
    const scaled = all.filter(({ kind }) => /Autoscaler|ScaledObject/.test(kind)) as Scaling[];
    expect(scaled.map(({ spec }) => spec.scaleTargetRef.name)).toEqual([
      'smartremedy-api',
      'smartremedy-worker',
    ]);
    for (const { spec } of scaled) expect(byName.map(([name]) => name)).toContain(spec.scaleTargetRef.name);
  });

  const hasKubectl = spawnSync('kubectl', ['version', '--client']).status === 0;
  test.runIf(hasKubectl)('are put together by kubectl, the example overlay over the base', () => {
    const { status, stdout, stderr } = spawnSync('kubectl', ['kustomize', `${FOLDER}/overlays/example`], {
      cwd: PROJECT_ROOT,
      encoding: 'utf8',
    });
    expect(stderr).toBe('');
    expect(status).toBe(0);
    expect(stdout).toContain('registry.example.com/smartremedy:0.1.0');
  });
});

import { describe, expect, test } from '@jest/globals';
import type { Constraint } from '@guildhall/contracts';
import { given } from './story.js';
import { propose, termsWith, working } from './work-story.js';

const ACTIONS = ['deploy', 'exec', 'http', 'read', 'web_search', 'constructor'];
const RESOURCES = ['service:api', 'db:orders/*', 'repo:web/**'];

/** The rule that an action breaks; undefined where it breaks none. */
const broken = (action: string, target: string, ...constraints: Constraint[]): string | undefined => {
  const of = termsWith(
    { environment: 'dev' },
    { constraints, scope: { resources: RESOURCES, actions: ACTIONS } },
  );
  const decision = given(...working(of)).when(propose({ action, target }));
  const [first] = 'events' in decision ? decision.events : [];
  return first?.type === 'permit.violation-detected' ? first.data.rule : undefined;
};

describe('the scope', () => {
  test.each([
    ['deploy', 'service:api'],
    ['read', 'db:orders/7'],
    ['read', 'db:orders/*'],
    ['deploy', 'repo:web/src/index.ts'],
    ['deploy', 'repo:web/src/**'],
    ['write_file', 'workspace:notes/to do.md'],
    ['delete_file', 'workspace:a'],
    ['list_files', 'workspace:**'],
    ['note', 'workspace:log'],
    ['deploy', 'workspace:build'],
    ['constructor', 'service:api'],
  ])('has %s on %s', (action, target) => {
    expect(broken(action, target)).toBeUndefined();
  });

  test.each([
    ['restart', 'service:api'],
    ['deploy', 'service:web'],
    ['deploy', 'service:*'],
    ['deploy', '**'],
    ['deploy', 'Service:api'],
    ['deploy', 'anything at all'],
    ['read', 'db:orders/7/lines'],
    ['read', 'db:orders/..'],
    ['deploy', 'repo:web/../api'],
    ['deploy', 'repo:web/./src'],
    ['deploy', 'repo:web//src'],
    ['write_file', 'workspace:../etc/passwd'],
    ['write_file', 'workspace:a\\..\\b'],
    ['write_file', 'workspace:/etc/passwd'],
    ['write_file', 'workspace:..%2Fetc%2Fpasswd'],
    ['deploy', 'repo:web/%2e%2E/api'],
    ['deploy', 'repo:web/src%5c..'],
    ['write_file', 'workspace:'],
    ['write_file', 'service:api'],
    ['restart', 'workspace:a'],
    ['exec', 'npm test'],
    ['http', 'GET https://example.com/'],
  ])('does not have %s on %s', (action, target) => {
    expect(broken(action, target)).toBe('scope');
  });
});

describe('allowed commands', () => {
  const commands: Constraint = { id: 'allowed_commands', value: ['npm test', 'make'] };

  test.each([
    ['npm test', undefined],
    ['npm test unit --watch', undefined],
    ['make', undefined],
    ['npm run test', 'allowed_commands'],
    ['makeself', 'allowed_commands'],
    ['make; rm -rf x', 'allowed_commands'],
    ['make $(cat secret)', 'allowed_commands'],
    ['npm test && make', 'allowed_commands'],
    [' make', 'allowed_commands'],
  ])('%s: %s', (line, rule) => {
    expect(broken('exec', line, commands)).toBe(rule);
  });

  test('may name a line that a shell reads', () => {
    const piped: Constraint = { id: 'allowed_commands', value: ['ls | wc'] };
    expect(broken('exec', 'ls | wc', piped)).toBeUndefined();
    expect(broken('exec', 'ls | wc | sh', piped)).toBe('allowed_commands');
  });

  test('say nothing about other actions', () => {
    expect(broken('deploy', 'service:api', commands)).toBeUndefined();
  });
});

describe('allowed hosts', () => {
  const hosts: Constraint = { id: 'allowed_hosts', value: ['api.example.com', 'metrics.example.com:9090'] };

  test.each([
    ['GET https://api.example.com/v1?x=1', undefined],
    ['https://api.example.com', undefined],
    ['POST http://API.example.com:8080#top', undefined],
    ['GET http://metrics.example.com:9090/', undefined],
    ['GET http://metrics.example.com/', 'allowed_hosts'],
    ['GET https://example.com/', 'allowed_hosts'],
    ['GET https://api.example.com.evil.org/', 'allowed_hosts'],
    ['GET https://api.example.com@evil.org/', 'allowed_hosts'],
    ['GET https://evil.org/?api.example.com', 'allowed_hosts'],
    ['GET https://evil.org\\@api.example.com/', 'allowed_hosts'],
    ['GET ftp://api.example.com/', 'allowed_hosts'],
    ['api.example.com', 'allowed_hosts'],
  ])('%s: %s', (target, rule) => {
    expect(broken('http', target, hosts)).toBe(rule);
  });
});

describe('other limits of an action', () => {
  test.each<[Constraint, string, string, string | undefined]>([
    [{ id: 'allowed_actions', value: ['read'] }, 'read', 'db:orders/7', undefined],
    [{ id: 'allowed_actions', value: ['read'] }, 'deploy', 'service:api', 'allowed_actions'],
    [{ id: 'allowed_resources', value: ['db:orders/7'] }, 'read', 'db:orders/7', undefined],
    [{ id: 'allowed_resources', value: ['db:orders/7'] }, 'read', 'db:orders/8', 'allowed_resources'],
    [{ id: 'allowed_resources', value: ['db:orders/7'] }, 'write_file', 'workspace:a', undefined],
    [{ id: 'read_only', value: true }, 'read', 'db:orders/7', undefined],
    [{ id: 'read_only', value: true }, 'deploy', 'service:api', 'read_only'],
    [{ id: 'read_only', value: true }, 'write_file', 'workspace:a', 'read_only'],
    [{ id: 'read_only', value: false }, 'deploy', 'service:api', undefined],
    [{ id: 'max_files_written', value: 0 }, 'write_file', 'workspace:a', 'max_files_written'],
    [{ id: 'max_files_written', value: 1 }, 'write_file', 'workspace:a', undefined],
    [{ id: 'max_web_searches', value: 0 }, 'web_search', 'repo:web/a', 'max_web_searches'],
    [{ id: 'max_web_searches', value: 1 }, 'web_search', 'repo:web/a', undefined],
    [{ id: 'max_actions', value: 1 }, 'deploy', 'service:api', undefined],
    [{ id: 'max_actions', value: 'many' }, 'deploy', 'service:api', 'max_actions'],
    [{ id: 'allowed_actions', value: 'read' }, 'read', 'db:orders/7', 'allowed_actions'],
  ])('%j: %s on %s breaks %s', (constraint, action, target, rule) => {
    expect(broken(action, target, constraint)).toBe(rule);
  });

  test('a request that only reads is none that changes', () => {
    const limits: Constraint[] = [
      { id: 'allowed_hosts', value: ['example.com'] },
      { id: 'read_only', value: true },
    ];
    expect(broken('http', 'GET https://example.com/', ...limits)).toBeUndefined();
    expect(broken('http', 'POST https://example.com/', ...limits)).toBe('read_only');
    expect(broken('http', 'https://example.com/', ...limits)).toBe('read_only');
  });
});

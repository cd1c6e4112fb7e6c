import { expect, test } from '@jest/globals';
import { COMMANDS, QUERIES } from '../src/index.js';
import { golden, goldenFiles, readGolden, typeOfFile } from './golden.js';
import { violationsOf } from './published.js';
import { COMMAND_SAMPLES, QUERY_SAMPLES, exampleNames, exampleOf } from './samples.js';

test('every stored event is as published, and so are its headers', () => {
  const wrong = goldenFiles().flatMap((file) => {
    const { headers, body } = readGolden(file);
    return [...violationsOf(`${typeOfFile(file)}.v1`, body), ...violationsOf('event-headers', headers)].map(
      (violation) => `${file}: ${violation}`,
    );
  });
  expect(wrong).toEqual([]);
});

test('there is an example of every command and query, and of the other messages that it shows', () => {
  const wanted = [...Object.keys(COMMANDS), ...Object.keys(QUERIES), 'alert', 'dead-letter'];
  expect(exampleNames().sort()).toEqual(wanted.sort());
});

const REQUESTS: [string, object, string][] = [
  ...Object.entries(COMMAND_SAMPLES).map(([name, value]): [string, object, string] => [
    name,
    value,
    'command',
  ]),
  ...Object.entries(QUERY_SAMPLES).map(([name, value]): [string, object, string] => [name, value, 'query']),
];

test.each(REQUESTS)('the example of %s is as published, and another field is not', (name, example, kind) => {
  expect(violationsOf(`${name}.${kind}`, example)).toEqual([]);
  expect(violationsOf(`${name}.${kind}`, { ...example, another: 1 })).toEqual([
    'must NOT have additional properties',
  ]);
});

test.each(['alert', 'dead-letter'])('the example of an %s is as published', (name) => {
  expect(violationsOf(name, exampleOf(name))).toEqual([]);
});

test('kinds, codes and types that are added later are no violation where they are read', () => {
  const alert = { ...(exampleOf('alert') as object), kind: 'something-new' };
  expect(violationsOf('alert', alert)).toEqual([]);
  expect(violationsOf('alert', { ...alert, kind: 1 })).toEqual(['/kind must be string']);
  const error = { code: 'SOMETHING_NEW', message: 'No.', details: [] };
  expect(violationsOf('permit.approve.reply', { ok: false, error })).toEqual([]);
  const headers = golden('permit.revoked').headers as object;
  const type = { 'ce-type': 'guildhall.something.new.v1' };
  expect(violationsOf('event-headers', { ...headers, ...type })).toEqual([]);
});

test('fields that are added to events and replies later are no violation', () => {
  const body = golden('permit.revoked').body as object;
  expect(violationsOf('permit.revoked.v1', { ...body, another: 1 })).toEqual([]);
  const reply = { ok: true, result: { taskId: 't1', events: [], another: 1 }, position: 1, another: 1 };
  expect(violationsOf('task.story.reply', reply)).toEqual([]);
  expect(violationsOf('task.story.reply', { ...reply, ok: 'yes' })).not.toEqual([]);
});

import {
  ImportedMaster,
  ImportedPerson,
  ImportedWorker,
  claimOf,
  isParticipantId,
  issuesOf,
  parseInput,
} from '@guildhall/contracts';
import type { Issue } from '@guildhall/contracts';
import { unusable } from '../failure.js';
import { parseYaml } from '../yaml.js';

/** The participants of a first boot, as their file names them. */
export interface Bootstrap {
  people: ImportedPerson[];
  masters: ImportedMaster[];
  /** Without `identity`: their keys are issued. */
  workers: ImportedWorker[];
}

const MAX_BYTES = 4 * 1024 * 1024;

const SECTIONS = { people: ImportedPerson, masters: ImportedMaster, workers: ImportedWorker } as const;
type Section = keyof typeof SECTIONS;
const SECTION_NAMES: readonly Section[] = ['people', 'masters', 'workers'];

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** What is wrong with one entry, with pointers from the top of the file. */
const entryIssues = (section: Section, entry: unknown, index: number): Issue[] => {
  const input = parseInput(new TextEncoder().encode(JSON.stringify(entry ?? null)));
  const issues =
    'value' in input
      ? issuesOf(SECTIONS[section], input.value)
      : (input.refusal.details ?? [{ pointer: '', message: input.refusal.message }]);
  return issues.map(({ pointer, message }) => ({ pointer: `/${section}/${index}${pointer}`, message }));
};

const sectionIssues = (document: Record<string, unknown>, section: Section): Issue[] => {
  const entries = document[section] ?? [];
  return Array.isArray(entries)
    ? entries.flatMap((entry: unknown, index) => entryIssues(section, entry, index))
    : [{ pointer: `/${section}`, message: 'must be array' }];
};

const shapeIssues = (document: unknown): Issue[] => {
  if (!isRecord(document))
    return [{ pointer: '', message: 'must be an object with people, masters, workers' }];
  const unknown = Object.keys(document).filter((key) => !(key in SECTIONS));
  return [
    ...unknown.map((key) => ({ pointer: `/${key}`, message: 'is not a known field' })),
    ...SECTION_NAMES.flatMap((section) => sectionIssues(document, section)),
  ];
};

interface Named {
  id: string;
  pointer: string;
}

const namesIn = ({ people, masters, workers }: Bootstrap): Named[] => [
  ...people.map(({ id }, index) => ({ id, pointer: `/people/${index}/id` })),
  ...masters.map(({ id }, index) => ({ id, pointer: `/masters/${index}/id` })),
  ...workers.map(({ definition }, index) => ({
    id: definition.workerId,
    pointer: `/workers/${index}/definition/workerId`,
  })),
];

const idIssues = (names: Named[]): Issue[] => {
  const first = new Map<string, string>();
  return names.flatMap(({ id, pointer }) => {
    const earlier = first.get(claimOf(id));
    first.set(claimOf(id), earlier ?? pointer);
    if (!isParticipantId(id)) return [{ pointer, message: `"${id}" is reserved` }];
    return earlier === undefined ? [] : [{ pointer, message: `"${id}" is taken by ${earlier}` }];
  });
};

const ownerIssues = ({ people, masters, workers }: Bootstrap): Issue[] => {
  const known = new Set(people.map(({ id }) => id));
  const check = (owners: string[], pointer: string): Issue[] =>
    owners.flatMap((owner, index) =>
      known.has(owner)
        ? []
        : [{ pointer: `${pointer}/${index}`, message: `"${owner}" is not one of the people` }],
    );
  return [
    ...masters.flatMap(({ owners }, index) => check(owners, `/masters/${index}/owners`)),
    ...workers.flatMap(({ definition }, index) =>
      check(definition.owners, `/workers/${index}/definition/owners`),
    ),
  ];
};

const workerIssues = ({ level, definition }: ImportedWorker, index: number): Issue[] => {
  const at = `/workers/${index}/definition`;
  return [
    ...(level > 0 && !definition.artifact
      ? [{ pointer: `${at}/artifact`, message: 'is required from level 1' }]
      : []),
    ...(definition.identity
      ? [
          {
            pointer: `${at}/identity`,
            message: 'is filled in from the credentials that are issued; leave it out',
          },
        ]
      : []),
  ];
};

/** Reads and checks a bootstrap file; all that is wrong with it is listed at once (exit 2). */
export const parseBootstrap = (bytes: Uint8Array, name: string): Bootstrap => {
  const { value: document, locate } = parseYaml(bytes, name, MAX_BYTES);
  const shape = shapeIssues(document);
  if (shape.length > 0) throw unusable(`${name} is not a valid bootstrap file.`, locate(shape));
  const bootstrap = { people: [], masters: [], workers: [], ...(document as Partial<Bootstrap>) };
  const issues = [
    ...idIssues(namesIn(bootstrap)),
    ...ownerIssues(bootstrap),
    ...bootstrap.workers.flatMap(workerIssues),
  ];
  if (issues.length > 0) throw unusable(`${name} is not a valid bootstrap file.`, locate(issues));
  return bootstrap;
};

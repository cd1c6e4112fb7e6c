import { describe, expect, test } from '@jest/globals';
import type { Role } from '@guildhall/contracts';
import { countedIn, whoCouldApprove } from '../src/index.js';
import type { Person } from '../src/index.js';
import { at, delegating, PEOPLE, peopleBut, person, sha } from './factories.js';
import {
  approvalRecorded,
  approvalVoided,
  approve,
  approved,
  given,
  happens,
  issued,
  nothing,
  permitAfter,
  recheck,
  refused,
  REQUESTED,
  requested,
  reviewStarted,
} from './story.js';

const ROLE = 'engineering-director';
const UNTIL = at(60);
const director = person(ROLE);

/** Bob lets dave use his role until `at(60)`; other people are as given. */
const people = (others: Record<string, Person | undefined> = {}) =>
  peopleBut({ bob: delegating(director, ROLE, 'dave', UNTIL), ...others });

const forBob = { role: ROLE as Role, onBehalfOf: 'bob' };
const onRecord = {
  ...approvalRecorded('dave', ROLE),
  data: { ...approvalRecorded('dave', ROLE).data, onBehalfOf: 'bob' },
};
const BY_DAVE = [requested(), reviewStarted('dave'), onRecord];

describe('an approval in the stead of another', () => {
  test('counts in their role', () => {
    expect(given(...REQUESTED).when(approve('dave', forBob, { people: people() }))).toStrictEqual(
      happens(reviewStarted('dave'), onRecord),
    );
  });

  test('can be the last one, and is named with who gave it', () => {
    const carols = [requested(), reviewStarted('carol'), approvalRecorded('carol', 'security-lead')];
    expect(given(...carols).when(approve('dave', forBob, { people: people() }))).toStrictEqual(
      happens(
        onRecord,
        approved(),
        issued(
          [
            { approver: 'carol', role: 'security-lead' },
            { approver: 'dave', role: ROLE },
          ],
          { notBefore: at(10), notAfter: at(10 + 24 * 60) },
        ),
      ),
    );
  });

  test.each([
    [
      'by who is excluded',
      { owners: ['dave'], people: people() },
      refused(
        'SEPARATION_OF_DUTIES',
        'dave owns the worker or the master, or is who the work is for, and so is excluded from deciding on it.',
      ),
    ],
    [
      'of who is excluded',
      { owners: ['bob'], people: people() },
      refused(
        'SEPARATION_OF_DUTIES',
        'bob owns the worker or the master, or is who the work is for, and so is excluded from deciding on it.',
      ),
    ],
    [
      'that was not given',
      { people: PEOPLE },
      refused('FORBIDDEN', `bob has not delegated the role ${ROLE} to dave, or not for this long.`),
    ],
    [
      'that was given to another',
      { people: people({ bob: delegating(director, ROLE, 'erin', UNTIL) }) },
      refused('FORBIDDEN', `bob has not delegated the role ${ROLE} to dave, or not for this long.`),
    ],
    [
      'of another role',
      { people: people({ bob: delegating(person(ROLE, 'manager'), 'manager', 'dave', UNTIL) }) },
      refused('FORBIDDEN', `bob has not delegated the role ${ROLE} to dave, or not for this long.`),
    ],
    [
      'from the moment on in which it ends',
      { people: people(), now: UNTIL },
      refused('FORBIDDEN', `bob has not delegated the role ${ROLE} to dave, or not for this long.`),
    ],
    [
      'of who holds the role only since the request',
      { people: people({ bob: delegating(person([ROLE, 100]), ROLE, 'dave', UNTIL) }) },
      refused(
        'ROLE_NOT_HELD',
        `bob has not held the role ${ROLE} without a break since the permit was requested.`,
      ),
    ],
    [
      'of other terms',
      { people: people() },
      refused('STALE_VIEW', `The terms of this permit have the digest ${onRecord.data.permitDigest}.`),
    ],
  ])('is refused %s', (_, others, decision) => {
    const command = approve('dave', { ...forBob, permitDigest: sha('0') }, others);
    expect(given(...REQUESTED).when(command)).toStrictEqual(decision);
  });

  test.each([
    ['who stood in', 'dave', person('vp', 'security-lead')],
    ['in whose stead it was', 'bob', delegating(person(ROLE, 'security-lead'), ROLE, 'dave', UNTIL)],
  ])('uses up the one place of %s', (_, who, other) => {
    const command = approve(who, { role: 'security-lead' }, { people: people({ [who]: other }) });
    expect(given(...BY_DAVE).when(command)).toStrictEqual(
      refused('ALREADY_APPROVED', `${who} has approved this permit, and counts once.`),
    );
    expect(countedIn(permitAfter(...BY_DAVE))).toStrictEqual(['dave', 'bob']);
  });

  test('is refused of who has approved, also by another', () => {
    const both = person(ROLE, 'security-lead');
    const lets = delegating(delegating(both, ROLE, 'dave', UNTIL), 'security-lead', 'erin', UNTIL);
    const command = approve(
      'erin',
      { role: 'security-lead', onBehalfOf: 'bob' },
      { people: people({ bob: lets }) },
    );
    expect(given(...BY_DAVE).when(command)).toStrictEqual(
      refused('ALREADY_APPROVED', 'bob has approved this permit, and counts once.'),
    );
  });
});

describe('checked again, it', () => {
  const voided = (kind: 'role-lost' | 'excluded') => happens(approvalVoided('dave', ROLE, kind));

  test.each([
    ['counts', {}, nothing],
    ['counts once the delegation is over', { now: at(61), people: people({ bob: director }) }, nothing],
    ['is void once the principal lost the role', { people: people({ bob: person() }) }, voided('role-lost')],
    ['is void once the principal left', { people: people({ bob: undefined }) }, voided('role-lost')],
    ['is void once who stood in left', { people: people({ dave: undefined }) }, voided('role-lost')],
    ['is void where the principal is excluded by now', { owners: ['bob'] }, voided('excluded')],
    ['is void where who stood in is', { owners: ['dave'] }, voided('excluded')],
  ])('%s', (_, changes, decision) => {
    const command = recheck({ people: people(), ...changes });
    expect(given(...BY_DAVE).when(command)).toStrictEqual(decision);
  });
});

describe('those who could approve', () => {
  const could = (given: Record<string, Person | undefined>, owners: string[] = [], now = at(20)) =>
    whoCouldApprove(permitAfter(...REQUESTED), { people: people(given), owners }, now)[0];

  test('are also those who may use the role of another', () => {
    expect(could({})).toStrictEqual({
      stage: 'leadership',
      role: ROLE,
      missing: 1,
      open: true,
      people: ['bob', 'dave', 'zoe'],
      substitutes: [{ id: 'dave', onBehalfOf: 'bob' }],
    });
  });

  test.each([
    ['who stands in has left', could({ dave: undefined }), ['bob', 'zoe']],
    ['who stands in is excluded', could({}, ['dave']), ['bob', 'zoe']],
    ['the principal is excluded', could({}, ['bob']), ['zoe']],
    ['the delegation is over', could({}, [], UNTIL), ['bob', 'zoe']],
    [
      'it is for another role',
      could({ bob: delegating(person(ROLE, 'manager'), 'manager', 'dave', UNTIL) }),
      ['bob', 'zoe'],
    ],
  ])('are not where %s', (_, place, expected) => {
    expect(place).toMatchObject({ people: expected, substitutes: [] });
  });
});

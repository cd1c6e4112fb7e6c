import { describe, expect, test } from '@jest/globals';
import { awaitsSponsor, deadlineOf, openStages, whoCouldApprove } from '../src/index.js';
import { at, digest, PEOPLE, peopleBut, person, task, terms } from './factories.js';
import {
  ACTIVE,
  approvalRecorded,
  approvalVoided,
  approve,
  given,
  happens,
  nothing,
  permitAfter,
  recheck,
  REQUESTED,
  requested,
  reviewStarted,
  sponsor,
  sponsored,
  sponsorshipVoided,
  UNDER_REVIEW,
} from './story.js';

describe('approvals are checked again', () => {
  test.each([
    ['lost the role', { people: peopleBut({ bob: person('manager') }) }, 'role-lost'],
    ['became an owner', { owners: ['bob'] }, 'excluded'],
  ] as const)('and that of somebody who %s is voided at once', (_, others, kind) => {
    expect(given(...UNDER_REVIEW).when(recheck(others))).toStrictEqual(
      happens(approvalVoided('bob', 'engineering-director', kind)),
    );
  });

  test('each of them', () => {
    const of = terms(4);
    const history = [
      requested(of),
      reviewStarted('carol'),
      approvalRecorded('carol', 'security-lead', 'review', of),
      approvalRecorded('heidi', 'architect', 'review', of),
    ];
    const people = peopleBut({ carol: person(), heidi: undefined });
    expect(given(...history).when(recheck({ people }))).toStrictEqual(
      happens(
        approvalVoided('carol', 'security-lead', 'role-lost', 'review'),
        approvalVoided('heidi', 'architect', 'role-lost', 'review'),
      ),
    );
  });

  describe('and so is the sponsorship', () => {
    const overrides = [{ softBlock: 'expedited-approval' as const, justification: 'It ends tonight.' }];
    const of = terms(4, { request: task({ overrides }) });
    const history = [requested(of), sponsored('dave', 'vp', at(60), of)];

    test.each([
      ['lost the role', { people: peopleBut({ dave: person('manager') }) }, 'role-lost'],
      ['is gone', { people: peopleBut({ dave: undefined }) }, 'role-lost'],
      ['became an owner', { owners: ['dave'] }, 'excluded'],
    ] as const)(
      'of somebody who %s: the stages run in order again, and the deadline stays',
      (_, others, kind) => {
        const voided = sponsorshipVoided('dave', 'vp', kind);
        expect(given(...history).when(recheck(others))).toStrictEqual(happens(voided));
        expect(given(...history, voided).when(recheck(others))).toStrictEqual(nothing);
        const permit = permitAfter(...history, voided);
        expect(openStages(permit).map(({ stage }) => stage)).toStrictEqual(['review']);
        expect(deadlineOf(permit)).toStrictEqual({ kind: 'review', due: at(60) });
        expect(awaitsSponsor(permit)).toBe(true);
        const early = approve('erin', { role: 'cto', permitDigest: digest(of) }, others);
        expect(given(...history).when(early)).toMatchObject({ refusal: { code: 'STAGE_NOT_OPEN' } });
        const everybody = { people: PEOPLE, owners: [], ...others };
        const open = whoCouldApprove(permitAfter(...history), everybody, at(10)).filter(
          (place) => place.open,
        );
        expect(open.map(({ stage }) => stage)).toStrictEqual(['review', 'review']);
      },
    );

    test('when somebody approves', () => {
      const command = approve(
        'carol',
        { role: 'security-lead', permitDigest: digest(of) },
        { owners: ['dave'] },
      );
      expect(given(...history).when(command)).toStrictEqual(
        happens(
          reviewStarted('carol'),
          sponsorshipVoided('dave', 'vp', 'excluded'),
          approvalRecorded('carol', 'security-lead', 'review', of),
        ),
      );
    });

    test('when somebody else answers for the haste instead', () => {
      const command = sponsor('erin', { permitDigest: digest(of) }, { owners: ['dave'] });
      expect(given(...history).when(command)).toStrictEqual(
        happens(sponsorshipVoided('dave', 'vp', 'excluded'), sponsored('erin', 'cto', at(60), of)),
      );
    });
  });

  test.each([
    ['where all still count', UNDER_REVIEW, recheck()],
    ['where there are none', REQUESTED, recheck({ owners: ['bob'] })],
    ['once its time is over', UNDER_REVIEW, recheck({ owners: ['bob'], now: at(2 * 24 * 60) })],
    ['once it is issued', ACTIVE, recheck({ owners: ['bob'] })],
    ['where there is no permit', [], recheck({ owners: ['bob'] })],
  ])('and nothing happens %s', (_, history, command) => {
    expect(given(...history).when(command)).toStrictEqual(nothing);
  });
});

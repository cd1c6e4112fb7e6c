import type { ErrorObject } from 'ajv';
import type { Issue } from './issue.js';
import { MAX_ISSUES, issueAt, pointerToken } from './json.js';

type Found = ErrorObject;
type Values = Record<string, unknown>;

const described = (schema: unknown): string => String((schema as Values | undefined)?.['description']);

const counted = (count: unknown, what: string): string => `${String(count)} ${what}${count === 1 ? '' : 's'}`;

const least = (what: string) => (limit: unknown) =>
  limit === 1 ? 'must not be empty' : `must have at least ${counted(limit, what)}`;

const most = (what: string) => (limit: unknown) => `must have at most ${counted(limit, what)}`;

const inOrder = (...items: unknown[]): string =>
  items
    .map(Number)
    .sort((a, b) => a - b)
    .join(' and ');

const LIMITS: Partial<Record<string, (limit: unknown) => string>> = {
  minLength: least('character'),
  maxLength: most('character'),
  minItems: least('item'),
  maxItems: most('item'),
  minProperties: least('field'),
  maxProperties: most('field'),
  minimum: (limit) => `must be at least ${String(limit)}`,
  maximum: (limit) => `must be at most ${String(limit)}`,
};

// A sentence, not a page: the published schema has them all.
const MOST_LISTED = 20;

const listed = (values: readonly unknown[]): string => {
  const more = values.length - MOST_LISTED;
  const shown = values.slice(0, MOST_LISTED).join(', ');
  return more > 0 ? `${shown} and ${more} more` : shown;
};

const messageOf = ({ keyword, params, message, parentSchema }: Found): string => {
  const named = params as Values;
  switch (keyword) {
    case 'pattern':
    case 'format':
    case 'oneOf':
    case 'anyOf':
      return `must be ${described(parentSchema)}`;
    case 'enum':
      return `must be one of ${listed(named['allowedValues'] as unknown[])}`;
    case 'uniqueItems':
      return `must not have the same item twice (${inOrder(named['i'], named['j'])})`;
    default:
      return LIMITS[keyword]?.(named['limit']) ?? message ?? 'is not valid';
  }
};

const asIssue = (found: Found): Issue => {
  const { keyword, instancePath, params, parentSchema } = found;
  const named = params as Values;
  const about = (name: unknown, message: string): Issue =>
    issueAt(`${instancePath}/${pointerToken(String(name))}`, message);
  switch (keyword) {
    case 'required':
      return about(named['missingProperty'], 'is missing');
    case 'additionalProperties':
      return about(named['additionalProperty'], 'is not a known field');
    case 'propertyNames':
      return about(
        named['propertyName'],
        `has a name that is not ${described((parentSchema as Values | undefined)?.['propertyNames'])}`,
      );
    default:
      return issueAt(instancePath, messageOf(found));
  }
};

// Why each of several forms does not fit, and which part of a name: the error of the whole says what is wanted.
const isPart = ({ schemaPath }: Found): boolean =>
  /\/(?:oneOf|anyOf)\/\d+\/|\/propertyNames\//.test(schemaPath);

/** What Ajv found (with `verbose`), in plain English, each thing once; at most `MAX_ISSUES`. */
export const schemaIssues = (found: readonly Found[]): Issue[] => {
  const issues = new Map<string, Issue>();
  for (const error of found) {
    if (issues.size === MAX_ISSUES) break;
    if (isPart(error)) continue;
    const issue = asIssue(error);
    issues.set(`${issue.pointer}\n${issue.message}`, issue);
  }
  return [...issues.values()];
};

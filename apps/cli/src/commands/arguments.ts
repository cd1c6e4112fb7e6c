import { ROLES } from '@guildhall/contracts';
import type { Role } from '@guildhall/contracts';
import { InvalidArgumentError } from 'commander';

/** Reads an option that is a whole number of at most nine digits. */
export const wholeNumber = (value: string): number => {
  if (!/^\d{1,9}$/.test(value)) throw new InvalidArgumentError('It must be a whole number.');
  return Number(value);
};

/** Reads an option that names a role. */
export const aRole = (value: string): Role => {
  const role = ROLES.find((known) => known === value);
  if (role === undefined) throw new InvalidArgumentError(`Roles are ${ROLES.join(', ')}.`);
  return role;
};

/** Reads an option that names roles, separated by commas, or `none`. */
export const severalRoles = (value: string): Role[] =>
  value === 'none' ? [] : [...new Set(value.split(',').map((name) => aRole(name.trim())))];

import type { MasterItem, MasterPage } from '@guildhall/contracts';
import type { Style } from './style.js';
import { table } from './table.js';

const row = ({ id, level, owners, capabilities, retired }: MasterItem, { colour }: Style): string[] => [
  id,
  retired ? colour.dim('retired') : colour.green('active'),
  String(level),
  capabilities?.join(', ') ?? 'all',
  owners.join(', '),
];

/** A page of masters, one in a row. */
export const renderMasters = ({ masters, next }: MasterPage, style: Style): string =>
  masters.length === 0
    ? 'No masters.'
    : [
        table(
          style,
          ['master', 'status', 'level', 'may ask for', 'owners'],
          masters.map((master) => row(master, style)),
        ),
        ...(next === undefined ? [] : ['', `more with --cursor ${next}`]),
      ].join('\n');

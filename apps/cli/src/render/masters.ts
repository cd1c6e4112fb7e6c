import type { MasterItem, MasterPage } from '@guildhall/contracts';
import type { Style } from './style.js';
import { more, table } from './table.js';

const row = ({ id, level, owners, capabilities, retired }: MasterItem, { colour }: Style): string[] => [
  id,
  retired ? colour.dim('retired') : colour.green('active'),
  String(level),
  capabilities?.join(', ') ?? 'all',
  owners.join(', '),
];

/** A page of masters, one in a row. */
export const renderMasters = (page: MasterPage, style: Style): string =>
  page.masters.length === 0
    ? 'No masters.'
    : [
        table(
          style,
          ['master', 'status', 'level', 'may ask for', 'owners'],
          page.masters.map((master) => row(master, style)),
        ),
        ...more(page),
      ].join('\n');

import type { WhoAmI } from '@guildhall/contracts';
import type { Style } from './style.js';
import { facts } from './table.js';
import { levelText } from './words.js';

const list = (items: readonly string[]): string => items.join(', ') || 'none';

const rows = (who: WhoAmI): [string, string | undefined][] => {
  switch (who.kind) {
    case 'person':
      return [
        ['name', who.name],
        ['roles', list(who.roles)],
      ];
    case 'master':
      return [
        ['level', levelText(who.level)],
        ['owners', list(who.owners)],
        ['capabilities', who.capabilities ? list(who.capabilities) : 'all'],
      ];
    case 'worker':
      return [
        ['level', levelText(who.level)],
        ['owners', list(who.owners)],
        ['capabilities', list(who.capabilities)],
      ];
    case 'system':
      return [];
    default:
      return who satisfies never;
  }
};

export const renderWhoAmI = (who: WhoAmI, style: Style): string =>
  [who.kind === 'system' ? who.id : `${style.colour.bold(who.id)}, ${who.kind}`, facts(style, rows(who))]
    .filter(Boolean)
    .join('\n');

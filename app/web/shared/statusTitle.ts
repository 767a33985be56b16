import type { TextKey } from '../locales/TextKey';

/** What a status stands for, where it is a known one. */
export function statusTitle(status: string, t: (key: TextKey) => string): string {
  switch (status) {
    case 'DNS':
    case 'DNF':
    case 'DSQ':
    case 'CAP':
    case 'RAL':
      return t(`athlete.${status}`);
    default:
      return status;
  }
}

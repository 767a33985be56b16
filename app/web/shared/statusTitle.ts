import type { Speech } from './language';

/** What a status stands for, where it is a known one. */
export function statusTitle(status: string, t: Speech['t']): string {
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

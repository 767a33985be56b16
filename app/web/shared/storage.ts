/**
 * What a page keeps on the device: small texts by name. Storage may be full, forbidden or not there (private windows,
 * embedded frames); a page works without, it only forgets.
 */
const PREFIX = 'slalom-live:';

export function remembered(name: string): string | null {
  // The server, which draws pages too, keeps nothing of anybody.
  if (typeof document === 'undefined') return null;
  try {
    return localStorage.getItem(PREFIX + name);
  } catch {
    return null;
  }
}

export function remember(name: string, text: string): void {
  try {
    localStorage.setItem(PREFIX + name, text);
  } catch {
    // Forgotten with the page.
  }
}

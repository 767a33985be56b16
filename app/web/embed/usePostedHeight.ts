import { useEffect } from 'preact/hooks';

/**
 * Tells the page around the frame how high this one is, whenever that changes: `{ type: 'slalom-live:height', height }` in
 * CSS pixels. It says nothing of anybody, so it goes to whoever is there; without a listener the frame just scrolls.
 */
export function usePostedHeight(): void {
  useEffect(() => {
    if (window.parent === window) return;
    const root = document.documentElement;
    let told = 0;
    const tell = (): void => {
      const height = Math.ceil(document.body.getBoundingClientRect().height);
      if (height === told) return;
      told = height;
      window.parent.postMessage({ type: 'slalom-live:height', height }, '*');
    };
    const observer = new ResizeObserver(tell);
    observer.observe(document.body);
    root.dataset.framed = 'true';
    tell();
    return () => {
      observer.disconnect();
    };
  }, []);
}

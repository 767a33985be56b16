import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { useLanguage } from '../shared/language';

/** A code that leads to this page, for who stands beside one who has it: opened by hand, or by `?qr` of the address. */
export function EventQr({ page }: { page: string }): JSX.Element {
  const { t } = useLanguage();
  const [isOpen, setOpen] = useState(false);
  useEffect(() => {
    setOpen(new URLSearchParams(location.search).has('qr'));
  }, []);
  return (
    <details
      class="event-qr"
      open={isOpen}
      onToggle={({ currentTarget }) => {
        setOpen(currentTarget.open);
      }}
    >
      <summary>{t('qr')}</summary>
      {isOpen && <img src={`${page}/qr.svg`} alt={t('qr')} width="220" height="220" />}
    </details>
  );
}

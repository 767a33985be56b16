import type { JSX } from 'preact';

interface FieldProps {
  label: string;
  name: string;
  value: string;
  onValue: (value: string) => void;
  type?: 'number' | 'datetime-local';
  min?: string;
  max?: string;
  required?: boolean;
  placeholder?: string;
}

/** A line to write in. */
export function Field({ label, onValue, ...input }: FieldProps): JSX.Element {
  return (
    <label>
      {label}
      <input
        {...input}
        autocomplete="off"
        onInput={(event) => {
          onValue(event.currentTarget.value);
        }}
      />
    </label>
  );
}

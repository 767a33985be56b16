import type { JSX } from 'preact';

interface ChoiceProps<T extends string> {
  name: string;
  label: string;
  value: T;
  /** Each with its words. */
  options: [value: T, words: string][];
  onChoose: (value: T) => void;
}

/** One of several. */
export function Choice<T extends string>({
  name,
  label,
  value,
  options,
  onChoose,
}: ChoiceProps<T>): JSX.Element {
  return (
    <label>
      {label}
      <select
        name={name}
        value={value}
        onChange={(event) => {
          onChoose(event.currentTarget.value as T);
        }}
      >
        {options.map(([one, words]) => (
          <option key={one} value={one}>
            {words}
          </option>
        ))}
      </select>
    </label>
  );
}

/** Who it is: `<AthleteName name={row.name} isTeam={row.members !== undefined} />`, `<ClubLine club={row.club} noc={row.noc} members={row.members} />`. */
import type { JSX } from 'preact';
import { nameParts } from './rows';

interface AthleteNameProps {
  name: string;
  /** A team's name is no person's: all of it is bold. Default false. */
  isTeam?: boolean;
}

/** A name with its family name in bold; each of a crew has a line where there is room, and a stroke between them everywhere. */
export function AthleteName({ name, isTeam = false }: AthleteNameProps): JSX.Element {
  if (isTeam) {
    return (
      <span class="athlete">
        <b>{name}</b>
      </span>
    );
  }
  const crew = name.split(' / ');
  return (
    <span class="athlete">
      {crew.map((one, at) => {
        const { family, given } = nameParts(one);
        return (
          <span key={at} class="athlete-one">
            <b>{family}</b> {given}
            {at < crew.length - 1 && <span class="crew-mark"> / </span>}
          </span>
        );
      })}
    </span>
  );
}

interface ClubLineProps {
  club: string | null;
  noc: string | null;
  members?: readonly string[] | undefined;
}

/** Nation and club, or the members of a team. */
export function ClubLine({ club, noc, members }: ClubLineProps): JSX.Element | null {
  if (members !== undefined && members.length > 0) {
    return (
      <span class="club members">
        {members.map((member, at) => (
          <span key={member}>{at < members.length - 1 ? `${member}, ` : member}</span>
        ))}
      </span>
    );
  }
  if (club === null && noc === null) return null;
  return (
    <span class="club">
      {noc !== null && <abbr class="noc">{noc}</abbr>}
      {club !== null && <span>{club}</span>}
    </span>
  );
}

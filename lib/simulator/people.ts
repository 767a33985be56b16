import type { Random } from './random';

/** An invented athlete. Surname in capitals, as Canoe123 writes it. */
export interface Person {
  familyName: string;
  givenName: string;
  /** Three-letter code of the national committee. */
  noc: string;
  club: string;
}

export type Sex = 'men' | 'women';

const givenNames: Record<Sex, readonly string[]> = {
  men: [
    ...['Čeněk', 'Hynek', 'Radim', 'Cyril', 'Ivo', 'Matouš', 'Bořivoj', 'Kryštof', 'Šimon', 'Vít', 'Oldřich'],
    ...['Jáchym', 'Alois', 'Dominik', 'Štěpán', 'Řehoř', 'Zbyněk', 'Tadeáš', 'Květoslav', 'Přemek', 'Luboš'],
  ],
  women: [
    ...['Táňa', 'Zora', 'Pavla', 'Božena', 'Kateřina', 'Ludmila', 'Šárka', 'Žofie', 'Apolena', 'Růžena'],
    ...['Markéta', 'Běla', 'Anežka', 'Eliška', 'Jolana', 'Květa', 'Stáňa', 'Viola', 'Johana', 'Ráchel'],
  ],
};

const surnameStems = [
  ...[
    'Vlnov',
    'Peřej',
    'Modřín',
    'Jasan',
    'Křemen',
    'Olš',
    'Topol',
    'Buk',
    'Vrbeck',
    'Habr',
    'Šlajsn',
    'Jezov',
  ],
  ...[
    'Brank',
    'Pádl',
    'Loďk',
    'Prouděn',
    'Kamenit',
    'Tůň',
    'Brod',
    'Splav',
    'Řasen',
    'Ďasov',
    'Úhoř',
    'Čejkov',
  ],
  ...[
    'Žabin',
    'Lekn',
    'Rákos',
    'Potoč',
    'Zátok',
    'Ostrov',
    'Stříbřit',
    'Mokřad',
    'Říčn',
    'Vodoměr',
    'Pstruž',
  ],
] as const;
const surnameEndings: Record<Sex, readonly string[]> = {
  men: ['áč', 'eník', 'uš', 'ek', 'ák', 'ant', 'oň', 'ýšek', 'ur', 'ínek'],
  women: ['áčová', 'eníková', 'ušová', 'ková', 'áková', 'antová', 'oňová', 'ýšková', 'urová', 'ínková'],
};

const homeClubs = [
  ...['KK Vlnovka', 'TJ Peřej Horní Brod', 'SK Modrá Šlajsna', 'Klub vodáků Dolní Tůň', 'KVS Stříbřitá Řeka'],
  ...[
    'Oddíl kanoistiky Rákosník',
    'SK Vodoměrka Jezov',
    'TJ Splav Loučkov z.s.',
    'Kanoe klub Říčany nad Ničím',
  ],
  ...['VS Zátoka Žabinec', 'USK Pádlo', 'KK Úhoř & přátelé'],
] as const;

const guests = [
  {
    noc: 'SVK',
    club: 'ŠKP Vydria Zátoka',
    names: ['Kormoráň', 'Vlnkoš', 'Ľubinec'],
    given: ['Žigo', 'Ľuboslav', 'Dáša'],
  },
  {
    noc: 'GER',
    club: 'KC Wellenbrück',
    names: ['Stromhöfer', 'Weißbach', 'Kehrwasser'],
    given: ['Jörn', 'Grete', 'Ulf'],
  },
  {
    noc: 'POL',
    club: 'KKS Bystry Nurt',
    names: ['Szuwarek', 'Wiosłowicz', 'Łodziak'],
    given: ['Zdzich', 'Jagna', 'Mirka'],
  },
  {
    noc: 'SLO',
    club: 'KKK Brzica',
    names: ['Tolmunšek', 'Brzičar', 'Žuborek'],
    given: ['Črt', 'Neža', 'Žan'],
  },
  {
    noc: 'FRA',
    club: "Eaux-Vives d'Outre-Pont",
    names: ["D'Ondelette", 'Rivemont', 'Torrençal'],
    given: ['Léo', 'Maëlle', 'Théo'],
  },
  {
    noc: 'GBR',
    club: 'Eddy & Stopper CC',
    names: ["O'Wavel", 'Brindlestream', 'Rapidge'],
    given: ['Alfie', 'Nell', 'Rory'],
  },
] as const;

/** One invented athlete; about one in seven is a guest from abroad. */
export function inventPerson(random: Random, sex: Sex): Person {
  if (random.chance(1 / 7)) {
    const guest = random.pick(guests);
    return {
      familyName: random.pick<string>(guest.names).toLocaleUpperCase('en'),
      givenName: random.pick<string>(guest.given),
      noc: guest.noc,
      club: guest.club,
    };
  }
  return {
    familyName: (random.pick(surnameStems) + random.pick(surnameEndings[sex])).toLocaleUpperCase('en'),
    givenName: random.pick(givenNames[sex]),
    noc: 'CZE',
    club: random.pick(homeClubs),
  };
}

// What is looked at before it fails: how each chat stands, and the installation around it. Plain data, worded in manage.ts.

/** One thing that was looked at: whether it is as it has to be. Views word it, and what to do. */
export interface Finding {
  readonly state: 'good' | 'warning' | 'bad';
  readonly what: /** All permissions are there; one is missing (`id`); which there are cannot be known. */
    | 'scopes'
    | 'scope'
    | 'scopes-unknown'
    /** A channel (`id`) in which cards stand. */
    | 'place'
    /** The chat's own credentials. */
    | 'login'
    /** Where the chat is reached, which it says itself the first time that it speaks. */
    | 'address'
    /** Whether plain words in threads are heard. */
    | 'hears'
    /** Whether private answers in channels are on. */
    | 'private'
    /** Whether rooms for major incidents can be made. */
    | 'rooms'
    /** A circle (`id`) of which the members cannot be had. */
    | 'circle';
  readonly id?: string;
  /** In the platform's own words. */
  readonly why?: string;
}

/** How each chat was when it was last looked at, by platform. */
export type Health = ReadonlyMap<string, Looked>;

/** What `setup` looks at beside the policy. */
export interface Installation {
  readonly health: Health;
  /** Whether the policy file is another than the version in force. */
  readonly differs: boolean;
  /** Whether the database role can look over the wall between organisations. */
  readonly overWall: boolean;
}

export interface Looked {
  /** ms since it was looked at, and since anything was heard from there; null: nothing since the start. */
  readonly lookedAgo: number;
  readonly heardAgo: number | null;
  readonly findings: readonly Finding[];
}

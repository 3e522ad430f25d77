export const ROLES = ['VIEWER', 'ANALYST', 'ADMIN'] as const;
/** In ascending order of what they allow. */
export type Role = (typeof ROLES)[number];

export interface UserRecord {
  username: string;
  role: Role;
  createdAt: Date;
  /** What the tokens of the user must name; another one after each change of password or role. */
  tokenStamp: string;
}

export interface NewUser {
  username: string;
  password: string;
  role: Role;
}

export interface UserPageRequest {
  first: number;
  /** Users whose name comes after this one in code-point order. */
  after?: string | null;
}

/** Passwords are kept as scrypt hashes only. */
export interface UserRepository {
  find(username: string): Promise<UserRecord | null>;
  /** In code-point order of their names. */
  page(request: UserPageRequest): Promise<UserRecord[]>;
  /** The stamps that the tokens of these users must name; none of those who do not exist. */
  tokenStamps(usernames: readonly string[]): Promise<Map<string, string>>;
  /** The user, if the password is theirs. Takes as long for a name that nobody has. */
  verify(username: string, password: string): Promise<UserRecord | null>;
  /** @throws CodedError CONFLICT when the name is taken */
  create(user: NewUser): Promise<UserRecord>;
  /** Makes the user, or gives an existing one this password and role and ends their tokens. */
  put(user: NewUser): Promise<UserRecord>;
  /**
   * Ends the tokens of the user, unless the role is theirs already.
   * @throws CodedError NOT_FOUND; CONFLICT for the last administrator
   */
  setRole(username: string, role: Role): Promise<UserRecord>;
  /** Ends the tokens of the user. @throws CodedError NOT_FOUND */
  setPassword(username: string, password: string): Promise<UserRecord>;
  /** @throws CodedError NOT_FOUND; CONFLICT for the last administrator */
  remove(username: string): Promise<void>;
}

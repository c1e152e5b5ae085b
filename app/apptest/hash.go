package apptest

import "github.com/alexedwards/argon2id"

// Password is everybody's, in a ward and in a tree.
const Password = "mat-khau-de-thu"

// Hash returns a hash of a password as package auth compares it, which costs
// nothing: tests sign in a thousand times.
func Hash(password string) (string, error) {
	return argon2id.CreateHash(password, &argon2id.Params{Memory: 8, Iterations: 1, Parallelism: 1, SaltLength: 16,
		KeyLength: 32})
}

package congress

import (
	"context"

	"kiemphieu/record"
)

// SignPackage signs what a counting station is given: a tablet keeps to what
// its hall's server said when it joined.
func (s *Service) SignPackage(ctx context.Context, text []byte) ([]byte, error) {
	signer, _, err := s.LogKey(ctx)
	if err != nil {
		return nil, err
	}
	return record.SignDetached(signer, text)
}

// PackageKey returns the public Ed25519 key that checks SignPackage, 32 bytes.
func (s *Service) PackageKey(ctx context.Context) ([]byte, error) {
	_, verifier, err := s.LogKey(ctx)
	if err != nil {
		return nil, err
	}
	return record.PublicKey(verifier)
}

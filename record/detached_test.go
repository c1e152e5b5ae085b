package record_test

import (
	"crypto/ed25519"
	"crypto/rand"
	"testing"

	"kiemphieu/record"
)

// A bare signature is good under the bare key, whatever letters the key's text has.
func TestDetachedSignature(t *testing.T) {
	for range 200 {
		signer, verifier, err := record.NewKey(rand.Reader, "kiemphieu")
		if err != nil {
			t.Fatal(err)
		}
		key, err := record.PublicKey(verifier)
		if err != nil {
			t.Fatal(err)
		}
		signature, err := record.SignDetached(signer, []byte("gói"))
		if err != nil {
			t.Fatal(err)
		}
		if !ed25519.Verify(key, []byte("gói"), signature) || ed25519.Verify(key, []byte("gói khác"), signature) {
			t.Fatal("the signature does not hold")
		}
	}
}

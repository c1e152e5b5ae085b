package ballot

// Sizes of a sheaf (tập phiếu), in papers.
const (
	MinSheaf     = 10 // a last sheaf under this joins the one before it
	DefaultSheaf = 20
	MaxSheaf     = 25
)

// Sheaves divides returned papers into sheaves of the given size; a last
// sheaf under [MinSheaf] joins the one before it, so that no small group of
// papers is ever told apart.
func Sheaves(returned, size int) []int {
	if returned <= 0 || size <= 0 {
		return nil
	}
	sizes := make([]int, 0, returned/size+1)
	for rest := returned; rest > 0; rest -= size {
		sizes = append(sizes, min(rest, size))
	}
	if last := len(sizes) - 1; last > 0 && sizes[last] < MinSheaf {
		sizes[last-1] += sizes[last]
		sizes = sizes[:last]
	}
	return sizes
}

// RUN: ag-opt --ag-verify-workspace %s -verify-diagnostics=only-expected

// A buffer that is allocated several times at once has memory for each copy.
#none = {arguments = [], parameters = [], results = [], symbols = []}
func.func private @shapes() {
  return
}
func.func private @bytes() -> index {
  %c320 = arith.constant 320 : index
  return %c320 : index
}

// Each chunk needs 128 bytes, but the copies are 64 bytes apart.
func.func @copies(%r: memref<32xf32>, %w: memref<?xi8>) attributes {ag.shapes = @shapes, ag.workspace = @bytes, ag.signature = #none} {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c4 = arith.constant 4 : index
  %c64 = arith.constant 64 : index
  scf.parallel (%chunk) = (%c0) to (%c4) step (%c1) {
    %place = arith.muli %chunk, %c64 : index
    // expected-error@+1 {{it is not proved that the copies of this buffer, one for each iteration of 'scf.parallel', are disjoint}}
    %own = memref.view %w[%place][] : memref<?xi8> to memref<32xf32>
    memref.copy %r, %own : memref<32xf32> to memref<32xf32>
  } {ag.on_threads}
  return
}

// All concurrent iterations share one position.
func.func @parallel(%r: memref<16xf32>, %w: memref<?xi8>) attributes {ag.shapes = @shapes, ag.workspace = @bytes, ag.signature = #none} {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c4 = arith.constant 4 : index
  scf.parallel (%i) = (%c0) to (%c4) step (%c1) {
    // expected-error@+1 {{this buffer is allocated several times at once by 'scf.parallel', at one position in the workspace}}
    %own = memref.view %w[%c0][] : memref<?xi8> to memref<16xf32>
    memref.copy %r, %own : memref<16xf32> to memref<16xf32>
  }
  return
}

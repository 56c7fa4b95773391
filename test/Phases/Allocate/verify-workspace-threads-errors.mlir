// RUN: ag-opt --ag-verify-workspace %s -verify-diagnostics=only-expected

// In a loop that threads share, each chunk needs a copy of the loop's buffer.
#none = {arguments = [], parameters = [], results = [], symbols = []}
func.func private @shapes() {
  return
}
func.func private @bytes() -> index {
  %all = arith.constant 320 : index
  return %all : index
}

func.func @right(%r: memref<16xf32>, %enough: i1, %w: memref<?xi8>) attributes {ag.shapes = @shapes, ag.workspace = @bytes, ag.signature = #none} {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c4 = arith.constant 4 : index
  %c64 = arith.constant 64 : index
  %after = arith.constant 256 : index
  %kept = memref.view %w[%after][] : memref<?xi8> to memref<16xf32>
  memref.copy %r, %kept : memref<16xf32> to memref<16xf32>
  %chunks = arith.select %enough, %c4, %c1 : index
  scf.parallel (%chunk) = (%c0) to (%chunks) step (%c1) {
    %place = arith.muli %chunk, %c64 : index
    %own = memref.view %w[%place][] : memref<?xi8> to memref<16xf32>
    memref.copy %kept, %own : memref<16xf32> to memref<16xf32>
  } {ag.on_threads}
  return
}

// %kept is after the third copy, where the fourth one is.
func.func @few(%r: memref<16xf32>, %enough: i1, %w: memref<?xi8>) attributes {ag.shapes = @shapes, ag.workspace = @bytes, ag.signature = #none} {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c4 = arith.constant 4 : index
  %c64 = arith.constant 64 : index
  %after = arith.constant 192 : index
  // expected-note@+1 {{the other one}}
  %kept = memref.view %w[%after][] : memref<?xi8> to memref<16xf32>
  memref.copy %r, %kept : memref<16xf32> to memref<16xf32>
  %chunks = arith.select %enough, %c4, %c1 : index
  // expected-note@+1 {{both are needed here}}
  scf.parallel (%chunk) = (%c0) to (%chunks) step (%c1) {
    %place = arith.muli %chunk, %c64 : index
    // expected-error@+1 {{this buffer is bytes 0 to 256 of the workspace, and another one, which is needed at the same time, bytes 192 to 256: they overlap}}
    %own = memref.view %w[%place][] : memref<?xi8> to memref<16xf32>
    memref.copy %kept, %own : memref<16xf32> to memref<16xf32>
  } {ag.on_threads}
  return
}

// The number of chunks is not known.
func.func @unknown(%r: memref<16xf32>, %chunks: index, %w: memref<?xi8>) attributes {ag.shapes = @shapes, ag.workspace = @bytes, ag.signature = #none} {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c4 = arith.constant 4 : index
  %c64 = arith.constant 64 : index
  %after = arith.constant 256 : index
  %kept = memref.view %w[%after][] : memref<?xi8> to memref<16xf32>
  memref.copy %r, %kept : memref<16xf32> to memref<16xf32>
  scf.parallel (%chunk) = (%c0) to (%chunks) step (%c1) {
    %place = arith.muli %chunk, %c64 : index
    // expected-error@+1 {{this buffer is bytes 0 to 32768 of a workspace of 320, expected it inside at all sizes}}
    %own = memref.view %w[%place][] : memref<?xi8> to memref<16xf32>
    memref.copy %kept, %own : memref<16xf32> to memref<16xf32>
  } {ag.on_threads}
  return
}

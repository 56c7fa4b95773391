// RUN: ag-opt --ag-verify-workspace %s -verify-diagnostics=only-expected

// Loops and branches use these buffers. Each fault is beside a right plan.
#none = {arguments = [], parameters = [], results = [], symbols = []}
func.func private @shapes() {
  return
}
func.func private @bytes() -> index {
  %all = arith.constant 256 : index
  return %all : index
}

// A buffer from before the loop is needed by each iteration, also after its use.
func.func @carried(%r: memref<16xf32>, %w: memref<?xi8>) attributes {ag.shapes = @shapes, ag.workspace = @bytes, ag.signature = #none} {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c4 = arith.constant 4 : index
  %c64 = arith.constant 64 : index
  // expected-note@+1 {{the other one}}
  %a = memref.view %w[%c0][] : memref<?xi8> to memref<16xf32>
  memref.copy %r, %a : memref<16xf32> to memref<16xf32>
  scf.for %i = %c0 to %c4 step %c1 {
    memref.copy %a, %r : memref<16xf32> to memref<16xf32>
    // The buffer is live in one iteration, and may share the memory of %right.
    %first = memref.view %w[%c64][] : memref<?xi8> to memref<16xf32>
    memref.copy %r, %first : memref<16xf32> to memref<16xf32>
    %right = memref.view %w[%c64][] : memref<?xi8> to memref<16xf32>
    memref.copy %r, %right : memref<16xf32> to memref<16xf32>
    // expected-error@+1 {{they overlap}}
    %b = memref.view %w[%c0][] : memref<?xi8> to memref<16xf32>
    // expected-note@+1 {{both are needed here}}
    memref.copy %right, %b : memref<16xf32> to memref<16xf32>
  }
  return
}

// The buffer is used by the loop's name for it.
func.func @named(%r: memref<16xf32>, %w: memref<?xi8>) attributes {ag.shapes = @shapes, ag.workspace = @bytes, ag.signature = #none} {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c4 = arith.constant 4 : index
  // expected-note@+1 {{the other one}}
  %a = memref.view %w[%c0][] : memref<?xi8> to memref<16xf32>
  %all = scf.for %i = %c0 to %c4 step %c1 iter_args(%s = %a) -> memref<16xf32> {
    memref.copy %r, %s : memref<16xf32> to memref<16xf32>
    scf.yield %s : memref<16xf32>
  }
  // expected-error@+1 {{they overlap}}
  %b = memref.view %w[%c0][] : memref<?xi8> to memref<16xf32>
  // expected-note@+1 {{both are needed here}}
  memref.copy %all, %b : memref<16xf32> to memref<16xf32>
  return
}

// The next iteration uses this one's buffer, but allocates its own there.
func.func @stale(%r: memref<16xf32>, %w: memref<?xi8>) attributes {ag.shapes = @shapes, ag.workspace = @bytes, ag.signature = #none} {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c4 = arith.constant 4 : index
  %all = scf.for %i = %c0 to %c4 step %c1 iter_args(%s = %r) -> memref<16xf32> {
    // expected-error@+1 {{each iteration allocates this buffer at the position of the previous one, which is still needed}}
    %a = memref.view %w[%c0][] : memref<?xi8> to memref<16xf32>
    // expected-note@+1 {{needed here}}
    memref.copy %s, %a : memref<16xf32> to memref<16xf32>
    scf.yield %a : memref<16xf32>
  }
  return
}

// Without a sign the loop runs up to 2^64 - 1, where no buffer can be.
func.func @unsigned(%r: memref<16xf32>, %w: memref<?xi8>) attributes {ag.shapes = @shapes, ag.workspace = @bytes, ag.signature = #none} {
  %c0 = arith.constant 0 : index
  %last = arith.constant -1 : index
  %c1 = arith.constant 1 : index
  %c64 = arith.constant 64 : index
  scf.for unsigned %i = %c0 to %last step %c1 {
    %at = arith.muli %i, %c64 : index
    // expected-error@+1 {{this buffer is bytes 32768 to 32832 of a workspace of 256, expected it inside at all sizes}}
    %a = memref.view %w[%at][] : memref<?xi8> to memref<16xf32>
    memref.copy %r, %a : memref<16xf32> to memref<16xf32>
  }
  return
}

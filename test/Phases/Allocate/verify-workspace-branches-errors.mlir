// RUN: ag-opt --ag-verify-workspace %s -verify-diagnostics=only-expected

// Buffers of two branches may share memory, unless they leave the branches.
#none = {arguments = [], parameters = [], results = [], symbols = []}
func.func private @shapes() {
  return
}
func.func private @bytes() -> index {
  %all = arith.constant 256 : index
  return %all : index
}

func.func @apart(%r: memref<16xf32>, %c: i1, %w: memref<?xi8>) attributes {ag.shapes = @shapes, ag.workspace = @bytes, ag.signature = #none} {
  %c0 = arith.constant 0 : index
  %c64 = arith.constant 64 : index
  %both = memref.view %w[%c64][] : memref<?xi8> to memref<16xf32>
  scf.if %c {
    %a = memref.view %w[%c0][] : memref<?xi8> to memref<16xf32>
    memref.copy %r, %a : memref<16xf32> to memref<16xf32>
    memref.copy %a, %both : memref<16xf32> to memref<16xf32>
  } else {
    %b = memref.view %w[%c0][] : memref<?xi8> to memref<16xf32>
    memref.copy %r, %b : memref<16xf32> to memref<16xf32>
    memref.copy %b, %both : memref<16xf32> to memref<16xf32>
  }
  memref.copy %both, %r : memref<16xf32> to memref<16xf32>
  return
}

func.func @leaves(%r: memref<16xf32>, %c: i1, %w: memref<?xi8>) attributes {ag.shapes = @shapes, ag.workspace = @bytes, ag.signature = #none} {
  %c0 = arith.constant 0 : index
  %c64 = arith.constant 64 : index
  %d = memref.view %w[%c64][] : memref<?xi8> to memref<16xf32>
  %one = scf.if %c -> memref<16xf32> {
    // expected-note@+1 {{the other one}}
    %a = memref.view %w[%c0][] : memref<?xi8> to memref<16xf32>
    memref.copy %r, %a : memref<16xf32> to memref<16xf32>
    scf.yield %a : memref<16xf32>
  } else {
    scf.yield %d : memref<16xf32>
  }
  // expected-error@+1 {{they overlap}}
  %b = memref.view %w[%c0][] : memref<?xi8> to memref<16xf32>
  // expected-note@+1 {{both are needed here}}
  memref.copy %one, %b : memref<16xf32> to memref<16xf32>
  return
}

// The branch without a use of %a keeps it live, as a later op needs it.
func.func @kept(%r: memref<16xf32>, %c: i1, %w: memref<?xi8>) attributes {ag.shapes = @shapes, ag.workspace = @bytes, ag.signature = #none} {
  %c0 = arith.constant 0 : index
  // expected-note@+1 {{the other one}}
  %a = memref.view %w[%c0][] : memref<?xi8> to memref<16xf32>
  memref.copy %r, %a : memref<16xf32> to memref<16xf32>
  scf.if %c {
    // expected-error@+1 {{they overlap}}
    %b = memref.view %w[%c0][] : memref<?xi8> to memref<16xf32>
    // expected-note@+1 {{both are needed here}}
    memref.copy %r, %b : memref<16xf32> to memref<16xf32>
  }
  memref.copy %a, %r : memref<16xf32> to memref<16xf32>
  return
}

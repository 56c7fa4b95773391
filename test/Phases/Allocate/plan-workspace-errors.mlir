// RUN: ag-opt --ag-plan-workspace %s -split-input-file -verify-diagnostics=only-expected

// expected-error@+1 {{expected the signature that ag-record-signature records}}
func.func @unrecorded(%x: memref<4xf32>) {
  return
}

// -----

func.func private @f.shapes(%n: index) -> index {
  return %n : index
}
func.func @f(%x: memref<1xindex>, %r: memref<?xf32>) attributes {ag.shapes = @f.shapes, ag.signature = {
    arguments = [["", i64, [1]]], parameters = [], results = [["", f32, ["n"]]], symbols = [["n", 1, 32]]}} {
  %c0 = arith.constant 0 : index
  // expected-note@+1 {{it follows from this value, which may be any number; bound it by a number or by a dimension of an argument, with arith.minsi or ag.min, in Python with ag.minimum}}
  %n = memref.load %x[%c0] : memref<1xindex>
  // expected-error@+1 {{the size of this buffer is not known when the entry is called}}
  %a = memref.alloc(%n) : memref<?xf32>
  memref.copy %a, %r : memref<?xf32> to memref<?xf32>
  return
}

// -----

// The function of the shapes returns no size, but the entry has one.
func.func private @f.shapes(%n: index) {
  return
}
// expected-error@+1 {{expected the signature that ag-record-signature records}}
func.func @f(%x: memref<?xf32>, %r: memref<?xf32>) attributes {ag.shapes = @f.shapes, ag.signature = {
    arguments = [["", f32, ["n"]]], parameters = [], results = [["", f32, ["n"]]], symbols = [["n", 1, 32]]}} {
  %c0 = arith.constant 0 : index
  %n = memref.dim %r, %c0 : memref<?xf32>
  %a = memref.alloc(%n) : memref<?xf32>
  memref.copy %a, %r : memref<?xf32> to memref<?xf32>
  return
}

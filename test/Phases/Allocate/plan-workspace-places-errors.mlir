// RUN: ag-opt --ag-plan-workspace --split-input-file --verify-diagnostics %s

#interface = {arguments = [], parameters = [], results = [], symbols = []}
func.func private @f.shapes() { return }
func.func @f() attributes {ag.shapes = @f.shapes, ag.signature = #interface} {
  // expected-error@+1 {{a buffer of 'memref<16xf32>'; expected numbers, or vectors of these}}
  %a = memref.alloc() : memref<2xmemref<16xf32>>
  return
}

// -----

#interface = {arguments = [], parameters = [], results = [], symbols = []}
func.func private @f.shapes() { return }
func.func @f() attributes {ag.shapes = @f.shapes, ag.signature = #interface} {
  // expected-error@+1 {{a buffer of the type 'memref<16xf32, strided<[3]>>'; expected one without layout and memory space}}
  %a = memref.alloc() : memref<16xf32, strided<[3]>>
  return
}

// -----

#interface = {arguments = [], parameters = [], results = [], symbols = []}
func.func private @f.shapes() { return }
func.func @f() attributes {ag.shapes = @f.shapes, ag.signature = #interface} {
  // expected-error@+1 {{a buffer that is aligned to 4096 bytes; expected 64 at most}}
  %a = memref.alloc() {alignment = 4096} : memref<16xf32>
  return
}

// -----

#interface = {arguments = [], parameters = [], results = [], symbols = []}
func.func private @f.shapes() { return }
func.func @f() attributes {ag.shapes = @f.shapes, ag.signature = #interface} {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c4 = arith.constant 4 : index
  scf.parallel (%i) = (%c0) to (%c4) step (%c1) {
    // expected-error@+1 {{a buffer inside of 'scf.parallel', which may run several times at once}}
    %a = memref.alloc() : memref<16xf32>
  }
  return
}

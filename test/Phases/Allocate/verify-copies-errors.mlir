// RUN: ag-opt --ag-verify-copies %s -split-input-file -verify-diagnostics=only-expected

func.func @parts(%a: memref<100xf32>, %n: index) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %b = memref.alloc() : memref<100xf32>
  scf.for %i = %c0 to %n step %c1 {
    // expected-error@+1 {{copies all of a 'memref<100xf32>' in each iteration, which otherwise only uses slices of it}}
    memref.copy %a, %b : memref<100xf32> to memref<100xf32>
    %x = memref.load %b[%i] : memref<100xf32>
    %part = memref.subview %a[%i] [1] [1] : memref<100xf32> to memref<1xf32, strided<[1], offset: ?>>
    linalg.fill ins(%x : f32) outs(%part : memref<1xf32, strided<[1], offset: ?>>)
  }
  return
}

// -----

// No other op uses either of the buffers.
func.func @exchange(%a: memref<?xf32>, %b: memref<?xf32>, %old: memref<?xf32>, %n: index) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  scf.for %i = %c0 to %n step %c1 {
    // expected-error@+1 {{copies all of a 'memref<?xf32>' in each iteration}}
    memref.copy %a, %old : memref<?xf32> to memref<?xf32>
    // expected-error@+1 {{copies all of a 'memref<?xf32>' in each iteration}}
    memref.copy %b, %a : memref<?xf32> to memref<?xf32>
    // expected-error@+1 {{copies all of a 'memref<?xf32>' in each iteration}}
    memref.copy %old, %b : memref<?xf32> to memref<?xf32>
  }
  return
}

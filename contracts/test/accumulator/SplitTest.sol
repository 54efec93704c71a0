// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {AccessManager} from "@openzeppelin/contracts/access/manager/AccessManager.sol";
import {ERC1967Proxy} from "@openzeppelin/contracts/proxy/ERC1967/ERC1967Proxy.sol";
import {ProfitSplitter} from "../../src/accumulator/ProfitSplitter.sol";
import {Test} from "../support/Test.sol";
import {ZooToken} from "../support/tokens/ZooToken.sol";

/// @dev A splitter behind its proxy, one model split between two developers, and a payer.
abstract contract SplitTest is Test {
    AccessManager internal manager;
    ProfitSplitter internal splitter;
    ZooToken internal token;
    uint256 internal splitId;
    address internal platform = address(0x9A7F);
    address internal ann = address(0xA44);
    address internal ben = address(0xBE4);
    address internal payer = address(0x9A1E);

    function setUp() public virtual {
        manager = new AccessManager(address(this));
        splitter = deploySplitter();
        token = new ZooToken("PAY", 6);
        splitId = splitter.createModelSplit(address(token), two(ann, 6_000, ben, 4_000));
        token.mint(payer, 1e40);
        vm.prank(payer);
        token.approve(address(splitter), type(uint256).max);
    }

    function deploySplitter() internal returns (ProfitSplitter) {
        bytes memory start = abi.encodeCall(ProfitSplitter.initialize, (address(manager), platform));
        return ProfitSplitter(address(new ERC1967Proxy(address(new ProfitSplitter()), start)));
    }

    function pay(uint256 amount) internal {
        vm.prank(payer);
        splitter.distribute(splitId, amount);
    }

    function claimAs(address who) internal returns (uint256) {
        vm.prank(who);
        return splitter.claim(splitId, who);
    }

    function owed(address who) internal view returns (uint256 amount) {
        (, amount) = splitter.shareOf(splitId, who);
    }

    function platformOwed() internal view returns (uint256 amount) {
        (,,, amount) = splitter.splitOf(splitId);
    }

    function two(address a, uint16 aBps, address b, uint16 bBps)
        internal
        pure
        returns (ProfitSplitter.Share[] memory shares)
    {
        shares = new ProfitSplitter.Share[](2);
        shares[0] = ProfitSplitter.Share(a, aBps);
        shares[1] = ProfitSplitter.Share(b, bBps);
    }

    function three(address a, uint16 aBps, address b, uint16 bBps, address c, uint16 cBps)
        internal
        pure
        returns (ProfitSplitter.Share[3] memory)
    {
        return [ProfitSplitter.Share(a, aBps), ProfitSplitter.Share(b, bBps), ProfitSplitter.Share(c, cBps)];
    }
}
